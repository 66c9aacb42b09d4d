@scripted
Feature: Robustness – what the application hears of a lost connection

  @ROB-INDICATION-1 @robust
  Rule: The application hears of each thing that happened, once

    Scenario Outline: a connection that the server <loss> is told as ended, not as a failed attempt
      Given a client connected
      When the server <loss> the connection
      Then the application is told "disconnected"
      And the application is not told "failed"

      Examples:
        | loss   |
        | closes |
        | resets |

  @ROB-URI-1 @robust @needs.uri
  Rule: A URI leads where it says

    Scenario: a URI with a port on which nobody listens leads nowhere
      Given the application asks for:
        | uri | "mqtt://127.0.0.1:$closed_port" |
      When the application connects
      Then the application is told "failed"
      And the server receives no CONNECT
