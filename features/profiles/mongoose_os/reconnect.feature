@scripted @profile.mongoose_os @needs.auto_reconnect
Feature: Mongoose OS – keeping connected

  Background:
    Given the application asks for the preset "mongoose_os", or else for:
      | keep_alive_s     | 60        |             |
      | resubscribe      | true      | resubscribe |
      | reconnect.mode   | "backoff" | backoff     |
      | reconnect.min_ms | 2000      | backoff     |
      | reconnect.max_ms | 60000     | backoff     |

  @MGOS-GEN-03 @needs.bench.virtual_time
  Rule: Whatever ends the connection, the client makes it again

    Scenario Outline: Mongoose OS: the server <loss>
      Given a client connected
      When the server <loss> the connection
      And the application is idle for 6 s
      Then the application is told "connected"

      Examples:
        | loss   |
        | closes |
        | resets |

    Scenario: Mongoose OS: the link dies silently
      Given a client connected
      And the network does half-open after 1st PINGREQ to server, once
      When the application is idle for 5 min
      Then the client connects again
      And the application is told "connected"

    Scenario: Mongoose OS: CONNACK never comes, once
      Given the server follows the script:
        """
        on 1st CONNECT -> drop
        """
      When the application connects
      And the application is idle for 60 s
      Then the application is told "connected"

  @MGOS-CFG-06 @MGOS-CFG-07 @MGOS-RECON-04 @MGOS-RECON-05 @MGOS-RECON-11 @needs.backoff @needs.bench.virtual_time
  Rule: Attempts come after 2, 4, 8, 16, 32 and then each 60 s, all more or less

    Scenario Outline: Mongoose OS: a server that <what>
      Given the server follows the script:
        """
        <script>
        """
      When the application connects
      Then the client connects at least 2 times within 5 s
      And the client connects at least 4 times within 40 s
      And the client connects at most 8 times within 70 s

      Examples:
        | what                 | script                                          |
        | takes nobody         | on opened -> close                              |
        | refuses everybody    | on CONNECT -> answer CONNACK code=3; then close |
        | accepts, then closes | on CONNECT -> then close                        |

    Scenario: Mongoose OS: an hour without server is tried once a minute to the end
      Given the server follows the script:
        """
        on opened -> close
        """
      When the application connects
      Then the client connects at least 55 times within 3600 s
      And the client connects at most 125 times within 3600 s

    Scenario: Mongoose OS: after a connection that held, the delay is short again
      Given the server follows the script:
        """
        connection 1: on opened -> close
        connection 2: on opened -> close
        connection 3: on opened -> close
        connection 4: on opened -> close
        """
      When the application connects
      And the application is idle for 60 s
      Then the application is told "connected"
      When the application is idle for 5 min
      Then the connection stays open
      When the server closes the connection
      Then the client connects at least 1 times within 5 s

  @MGOS-GEN-04 @needs.resubscribe
  Rule: The client subscribes again to all that it was subscribed to, and to nothing else

    @slow
    Scenario: Mongoose OS: two subscriptions, each with its QoS
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      And the application subscribes to "c/#" with QoS 0
      When the server closes the connection
      And the application is idle for 5 s
      Then the application is told "connected"
      When the server publishes "after" to "c/d" with QoS 0
      Then the application receives "after" on "c/d"

    @needs.unsubscribe @slow
    Scenario: Mongoose OS: what was unsubscribed from stays so
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      And the application subscribes to "c/d" with QoS 1
      And the application unsubscribes from "c/d"
      When the server closes the connection
      And the application is idle for 5 s
      Then the application is told "connected"
      And the server receives SUBSCRIBE filters="a/b":1
      And the server receives no SUBSCRIBE filters="c/d":1
