@scripted
Feature: Robustness – limits

  @ROB-LIMIT-1 @robust @needs.qos1
  Rule: What the application gives to a client that cannot send is kept up to a limit, then refused, and never lost silently

    @needs.offline_queue @needs.auto_reconnect
    Scenario: ten messages while nobody listens
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 500     |
      And the network does refuse
      And the application connects
      And the application publishes 10 messages to "a/b" with QoS 1
      When the network does nothing more
      Then the application is told "connected"
      And each message that the client took is finished

    @needs.offline_queue @needs.auto_reconnect
    Scenario: far more messages than a client keeps, while nobody listens
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 500     |
      And the network does refuse
      And the application connects
      And the application publishes 300 messages to "a/b" with QoS 1
      When the network does nothing more
      Then the application is told "connected"
      And each message that the client took is finished

    @needs.offline_queue @needs.auto_reconnect
    Scenario: a message given before a refusal is published after it
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 100     |
      And the server follows the script:
        """
        on 1st CONNECT -> answer CONNACK code=3; then close
        """
      When the application connects
      And the application publishes "kept" to "a/b" with QoS 1
      Then the application is told "connected"
      And the application is told that its message is published

    Scenario: far more messages than a client keeps, while the server does not answer
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes 300 messages to "a/b" with QoS 1
      When the server follows the standard again
      And the server lets go what it withheld
      Then each message that the client took is finished
      And the connection stays open

    @needs.in_flight_max
    Scenario: no more messages are in flight than the application allows
      Given the application asks for:
        | in_flight_max | 3 |
      And a client connected
      And the server withholds its answer to PUBLISH
      When the application publishes 5 messages to "a/b" with QoS 1
      Then the server receives exactly 3 PUBLISH within 1 s
      When the server follows the standard again
      And the server lets go what it withheld
      Then each message that the client took is finished

    Scenario: a client that is not connected refuses or keeps a message
      Given a client connected
      When the server closes the connection
      Then the application is told "disconnected"
      When the application publishes "hi" to "a/b" with QoS 1
      And the application reconnects with the same options
      Then the application is told "connected"
      And each message that the client took is finished

  @ROB-LIMIT-2 @robust
  Rule: A message too large to send is refused before anything leaves, and the client stays usable

    @needs.packet_max
    Scenario: a message of a million bytes is sent whole or not at all
      Given the application asks for:
        | packet_max | 2000000 |
      And a client connected
      When the application publishes:
        | topic   | "a/b"                                 |
        | payload | {"fill": {"len": 1000000, "seed": 7}} |
      And the application publishes "small" to "a/b" with QoS 0
      Then the server receives PUBLISH payload="small"
      And the server has received nothing but PUBLISH topic="a/b"

    @needs.packet_max @needs.qos1
    Scenario: a message that is refused takes nothing from the next one
      Given the application asks for:
        | packet_max | 2000000 |
      And a client connected
      When the application publishes:
        | topic   | "a/b"                                 |
        | payload | {"fill": {"len": 1000000, "seed": 7}} |
        | qos     | 1                                     |
      And the application publishes "small" to "a/b" with QoS 1
      Then the server receives PUBLISH payload="small"
      And the application is told that its message is published

  @ROB-LIMIT-3 @robust @needs.packet_max @needs.qos1
  Rule: A message too large to receive is reported, streamed, or ends the connection; what follows is read right

    Scenario Outline: a message of <length> bytes for a client that takes <most>
      Given the application asks for:
        | packet_max | <most> |
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=9 payload=fill:<length>
      Then the application is told one of:
        """
        message
        overflow
        disconnected
        """

      Examples:
        | length | most |
        | 1100   | 1024 |
        | 5000   | 1024 |
        | 70000  | 2048 |

    Scenario: a message that just fits is delivered
      Given the application asks for:
        | packet_max | 1024 |
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=9 payload=fill:1014
      Then the application receives what the server sent
      And the server receives PUBACK id=9

    @needs.overflow
    Scenario: after a message that was cut off the next one is read right
      Given the application asks for:
        | buffer     | 1024       |
        | oversize   | "overflow" |
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends in one segment:
        """
        PUBLISH topic="a/b" qos=1 id=9 payload=fill:5000
        PUBLISH topic="a/b" qos=1 id=10 payload="small"
        """
      Then the application is told "overflow"
      And the application receives "small" on "a/b"
      And the server receives PUBACK id=10
