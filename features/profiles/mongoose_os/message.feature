@scripted @profile.mongoose_os
Feature: Mongoose OS – messages

  Background:
    Given the application asks for the preset "mongoose_os", or else for:
      | keep_alive_s     | 60        |            |
      | reconnect.mode   | "backoff" | backoff    |
      | reconnect.min_ms | 2000      | backoff    |
      | reconnect.max_ms | 60000     | backoff    |
      | packet_max       | 3072      | packet_max |

  @MGOS-GEN-02 @needs.qos1
  Rule: The client works with servers as large clouds have them

    Scenario: Mongoose OS: a server that grants less QoS than was asked for
      Given a client connected
      And the server answers SUBSCRIBE with SUBACK id=$id codes=1
      When the application subscribes to "cloud/commands/#" with QoS 2
      Then the application is told "subscribed"
      When the server publishes "do" to "cloud/commands/x" with QoS 1
      Then the application receives "do" on "cloud/commands/x"
      And the server receives PUBACK

    Scenario: Mongoose OS: a server that closes on each QoS 2 message
      Given a client connected
      And the server follows the script:
        """
        on 1st PUBLISH qos=2 -> then close
        """
      When the application publishes "too much" to "a/b" with QoS 2
      Then the application is told "disconnected"

    @needs.packet_max
    Scenario: Mongoose OS: a message within the limit of 3072 bytes
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=5 payload=fill:3000
      Then the application receives what the server sent
      And the server receives PUBACK id=5

  @MGOS-GEN-03 @needs.qos1 @needs.offline_queue @needs.auto_reconnect @needs.bench.virtual_time
  Rule: What is published while the client reconnects is sent afterwards

    Scenario: Mongoose OS: a message for the next connection
      Given a client connected
      When the server closes the connection
      Then the application is told "disconnected"
      When the application publishes "queued" to "a/b" with QoS 1
      And the application is idle for 6 s
      Then the server receives PUBLISH payload="queued"
      And the application is told that its message is published

    Scenario: Mongoose OS: of more messages than are kept each has an end
      Given a client connected
      When the server closes the connection
      Then the application is told "disconnected"
      When the application publishes 12 messages to "a/b" with QoS 1
      And the application is idle for 10 s
      Then each message that the client took is finished
