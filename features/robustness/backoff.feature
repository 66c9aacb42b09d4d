@scripted
Feature: Robustness – delays between attempts

  @ROB-BACKOFF-1 @robust @needs.auto_reconnect
  Rule: A client does not storm the server with connection attempts

    @slow
    Scenario Outline: a server that <what>
      Given the application asks for:
        | reconnect.mode | "fixed" |
      And the server follows the script:
        """
        <script>
        """
      When the application connects
      And the application is idle for 3 s
      Then the client connects at most 10 times within 3 s

      Examples:
        | what                               | script                          |
        | closes each connection at once     | on opened -> close              |
        | resets each connection at once     | on opened -> reset              |
        | closes after CONNECT               | on CONNECT -> close             |
        | refuses each CONNECT               | on CONNECT -> answer CONNACK code=3; then close |
        | accepts and closes                 | on CONNECT -> then close        |
        | accepts and resets                 | on CONNECT -> then reset        |

    @slow @needs.client_id_empty
    Scenario: a server that refuses a Client Identifier of zero length
      Given the application asks for:
        | client_id      | ""      |
        | reconnect.mode | "fixed" |
      And the server follows the script:
        """
        on CONNECT -> answer CONNACK code=2; then close
        """
      When the application connects
      And the application is idle for 3 s
      Then the client connects at most 10 times within 3 s

    @needs.bench.virtual_time
    Scenario Outline: with a fixed delay of 10 s, a server that <what> for ten minutes
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 10000   |
      And the server follows the script:
        """
        <script>
        """
      When the application connects
      Then the client connects at least 50 times within 600 s
      And the client connects at most 65 times within 600 s

      Examples:
        | what                  | script                   |
        | closes at once        | on opened -> close       |
        | refuses               | on CONNECT -> answer CONNACK code=3; then close |
        | accepts and closes    | on CONNECT -> then close |

    @slow
    Scenario: a client whose place another takes again and again
      Given the application asks for:
        | reconnect.mode | "fixed" |
      And a client connected
      When the network does takeover
      And the application is idle for 3 s
      Then the client connects at most 10 times within 3 s

  @ROB-BACKOFF-2 @robust @needs.auto_reconnect @needs.backoff @needs.bench.virtual_time
  Rule: With the backoff that it offers, a client waits longer after each failed attempt, up to its limit

    Scenario Outline: a server that <what>
      Given the application asks for:
        | reconnect.mode   | "backoff" |
        | reconnect.min_ms | 1000      |
        | reconnect.max_ms | 8000      |
      And the server follows the script:
        """
        <script>
        """
      When the application connects
      Then the client connects at least 10 times within 100 s
      And the client connects at most 30 times within 100 s

      Examples:
        | what                  | script                   |
        | closes without a word | on opened -> close       |
        | refuses each attempt  | on CONNECT -> answer CONNACK code=3; then close |
        | accepts, then closes  | on CONNECT -> then close |

    Scenario: the longest delay is not exceeded in an hour
      Given the application asks for:
        | reconnect.mode   | "backoff" |
        | reconnect.min_ms | 2000      |
        | reconnect.max_ms | 60000     |
      And the server follows the script:
        """
        on opened -> close
        """
      When the application connects
      Then the client connects at least 60 times within 3600 s
      And the client connects at most 200 times within 3600 s
