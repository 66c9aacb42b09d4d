@scripted @profile.nodemcu
Feature: NodeMCU – connections that fail

  Background:
    Given the application asks for the preset "nodemcu", or else for:
      | keep_alive_s | 60         |                 |
      | timeout_ms   | 5000       | connect_timeout |

  @NODEMCU-RC-06 @NODEMCU-RC-07 @NODEMCU-RC-08 @NODEMCU-RC-09 @NODEMCU-RC-10 @NODEMCU-CONN-05 @NODEMCU-ON-05 @NODEMCU-GEN-02
  Rule: A refusal is told once, with its code, and nothing is told after it

    Scenario Outline: NodeMCU: reason code <code>
      Given the server follows the script:
        """
        on CONNECT -> answer CONNACK code=<code>; then close
        """
      When the application connects
      Then the application is told "refused" with:
        """
        {"code": <code>}
        """
      And the application is told "refused" exactly 1 time
      And the application is not told "disconnected"
      And the server has received nothing but CONNECT|DISCONNECT

      Examples:
        | code |
        | 1    |
        | 2    |
        | 3    |
        | 4    |
        | 5    |

  @NODEMCU-RC-11
  Rule: What is no CONNACK of MQTT 3.1.1 is no connection

    Scenario Outline: NodeMCU: <what>
      Given the server follows the script:
        """
        on CONNECT -> answer <answer>
        """
      When the application connects
      Then the application is told one of:
        """
        failed
        refused
        """
      And the application is not told "connected"
      And the client closes the connection

      Examples:
        | what                                      | answer                          |
        | a reserved return code                    | CONNACK code=6                  |
        | a return code of 255                      | CONNACK code=255                |
        | a refusal that says Session Present       | CONNACK session_present=1 code=5 |
        | a CONNACK of three bytes                  | hex 200100                      |
        | a CONNACK with a byte too many            | hex 2003000000                  |

  @NODEMCU-RC-01
  Rule: A first packet that is not CONNACK fails the attempt, once

    Scenario Outline: NodeMCU: <packet> comes first
      Given the server follows the script:
        """
        on CONNECT -> answer <packet>
        """
      When the application connects
      Then the application is told "failed" exactly 1 time
      And the application is not told "connected"
      And the client closes the connection

      Examples:
        | packet                          |
        | PINGRESP                        |
        | PUBLISH topic="a" payload="b"   |
        | SUBACK id=1 codes=0             |

  @NODEMCU-RC-00 @NODEMCU-CONN-12
  Rule: A server that is not there fails the attempt, once, and offline is not told

    Scenario: NodeMCU: nobody listens
      Given the network does refuse
      When the application connects
      Then the application is told "failed" exactly 1 time
      And the application is not told "disconnected"

    Scenario: NodeMCU: the server closes at once
      Given the server follows the script:
        """
        on opened -> close
        """
      When the application connects
      Then the application is told "failed" exactly 1 time
      And the application is not told "disconnected"

  @NODEMCU-CONN-01
  Rule: A host may be a name

    Scenario: NodeMCU: a host by its name
      Given the application asks for:
        | host | "localhost" |
      When the application connects
      Then the application is told "connected"

  @NODEMCU-RC-03 @NODEMCU-RC-04 @NODEMCU-CONN-07 @needs.connect_timeout @needs.bench.virtual_time
  Rule: A server that does not answer, or does not take CONNECT, fails the attempt after five seconds

    Scenario: NodeMCU: CONNACK never comes
      Given the server never answers CONNECT
      When the application connects
      And the application is idle for 4500 ms
      Then the application is not told "failed"
      When the application is idle for 2 s
      Then the client closes the connection
      And the application is not told "connected"

    Scenario: NodeMCU: CONNACK comes after four seconds
      Given the server follows the script:
        """
        on CONNECT -> delay 4 s
        """
      When the application connects
      And the application is idle for 4500 ms
      Then the application is told "connected"

    Scenario: NodeMCU: nothing of CONNECT gets through
      Given the network does stall after 1 B to server for 60 s
      When the application connects
      And the application is idle for 6 s
      Then the application is told "failed"
      And the application is not told "connected"

  @NODEMCU-RC-05 @NODEMCU-CONN-04
  Rule: Return code 0 is told as connected, and as nothing else

    Scenario: NodeMCU: accepted
      When the application connects
      Then the application is told "connected" exactly 1 time
      And the application is not told "failed"
      And the application is not told "refused"
