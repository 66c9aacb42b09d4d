@scripted
Feature: Robustness – reconnection

  @ROB-RECONNECT-1 @robust @needs.auto_reconnect
  Rule: A client that was told to reconnect does so after each kind of loss and refusal

    Scenario Outline: the server <loss> the connection
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 100     |
      And a client connected
      When the server <loss> the connection
      Then the client connects again
      And the application is told "connected"

      Examples:
        | loss   |
        | closes |
        | resets |

    Scenario Outline: the first attempt is refused with return code <code>
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 100     |
      And the server follows the script:
        """
        on 1st CONNECT -> answer CONNACK code=<code>; then close
        """
      When the application connects
      Then the application is told "refused"
      And the application is told "connected"

      Examples:
        | code |
        | 1    |
        | 2    |
        | 3    |
        | 4    |
        | 5    |

    Scenario: at first nobody listens
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 500     |
      And the network does refuse
      When the application connects
      Then the application is told "failed"
      When the network does nothing more
      Then the application is told "connected"

    Scenario: the server restarts
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 500     |
      And a client connected
      When the network does refuse
      And the server closes the connection
      Then the application is told "disconnected"
      When the server forgets its Sessions
      And the network does nothing more
      Then the application is told "connected"

    @needs.bench.virtual_time
    Scenario: the link is dead, and nothing says so
      Given the application asks for:
        | reconnect.mode | "fixed" |
      And a client connected with Keep Alive 10 s
      And the network does half-open after 1st PINGREQ to server, once
      When the application is idle for 40 s
      Then the client connects again
      And the application is told "connected"
