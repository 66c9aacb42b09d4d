@scripted
Feature: Robustness – CONNACK

  @ROB-CONNACK-1 @robust
  Rule: A refused connection is reported with its return code, and nothing is sent on it

    Scenario Outline: return code <code> is told to the application
      Given the server answers CONNECT with CONNACK code=<code>
      When the application connects
      Then the application is told "refused" with:
        """
        {"code": <code>}
        """
      And the client closes the connection
      And the server has received nothing but CONNECT|DISCONNECT

      Examples:
        | code |
        | 1    |
        | 2    |
        | 3    |
        | 4    |
        | 5    |

  @ROB-CONNACK-2 @robust
  Rule: A reserved return code is never taken for success

    Scenario Outline: return code <code> is no connection
      Given the server answers CONNECT with CONNACK code=<code>
      When the application connects
      Then the application is told one of:
        """
        failed
        refused
        """
      And the server has received nothing but CONNECT|DISCONNECT
      And the application is not told "connected"

      Examples:
        | code |
        | 6    |
        | 128  |
        | 255  |

  @ROB-CONNACK-3 @robust @needs.connect_timeout @slow
  Rule: A CONNACK that comes late but within the client's own time is accepted

    Scenario Outline: a CONNACK after <delay>
      Given the application asks for:
        | timeout_ms | <timeout_ms> |
      And the server follows the script:
        """
        on CONNECT -> delay <delay>
        """
      When the application connects
      Then the application is told "connected"
      And the server has received nothing but CONNECT

      Examples:
        | delay | timeout_ms |
        | 0.5 s | 2000       |
        | 1.5 s | 2000       |
        | 4.5 s | 6000       |

    Scenario: a CONNACK in pieces
      Given the application asks for:
        | timeout_ms | 5000 |
      And the network does slice 1 B every 0.5 s to client
      When the application connects
      Then the application is told "connected"

  @ROB-TIMEOUT-1 @robust @needs.connect_timeout @slow
  Rule: A connection attempt that gets no answer ends within the client's own time

    Scenario: no CONNACK comes
      Given the application asks for:
        | timeout_ms | 1000 |
      And the server never answers CONNECT
      When the application connects
      Then the application is told "failed"
      And the client closes the connection within 2 s
      And the application is not told "connected"

    Scenario: a part of CONNACK comes
      Given the application asks for:
        | timeout_ms | 1000 |
      And the network does half-open to client after 2 B to client
      When the application connects
      Then the application is told "failed"
      And the client closes the connection within 2 s

    @needs.bench.virtual_time
    Scenario Outline: no CONNACK comes within <timeout_ms> ms, from both sides
      Given the application asks for:
        | timeout_ms | <timeout_ms> |
      And the server never answers CONNECT
      When the application connects
      Then the application is not told "failed" for <before>
      And the client closes the connection within <after>

      Examples:
        | timeout_ms | before | after |
        | 5000       | 4 s    | 6 s   |
        | 30000      | 29 s   | 31 s  |
