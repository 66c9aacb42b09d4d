@scripted
Feature: Robustness – memory

  @ROB-HEAP-1 @robust @needs.stats @needs.auto_reconnect @slow
  Rule: Memory in use does not grow with the number of reconnections, refusals or malformed packets

    Scenario Outline: connection after connection, each with <what>
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 100     |
      And the server follows the script:
        """
        on CONNECT -> <script>
        """
      And the application connects
      And the application is idle for 2 s
      And the application does stats
      When the application is idle for 4 s
      Then the client's memory in use has grown by at most 262144 B

      Examples:
        | what                     | script                            |
        | an end right after it    | then close                        |
        | a refusal                | answer CONNACK code=3; then close |
        | a malformed PUBLISH      | also hex 30 04 00 05 61 62        |

  @ROB-HEAP-1 @robust @needs.stats @needs.qos1
  Rule: What a client held is given back when it is dropped

    Scenario: a client is dropped with 1 MB of messages that the server did not answer
      Given a client connected
      And the server never answers PUBLISH
      And the application does stats
      And the application publishes 100 messages of 10000 B to "a/b" with QoS 1
      When the application does reset
      Then the client's memory in use has grown by at most 262144 B

  @ROB-LIMIT-1 @robust @needs.stats @needs.qos1
  Rule: What the application gives to a client that cannot send is kept up to a limit

    @needs.offline_queue @needs.auto_reconnect
    Scenario: of 30 MB of messages that nobody listens to half is kept at the most
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 500     |
      And the network does refuse
      And the application connects
      And the application does stats
      When the application publishes 3000 messages of 10000 B to "a/b" with QoS 1
      Then the client's memory in use has grown by at most 15000000 B

    Scenario: of 30 MB of messages that the server does not answer half is kept at the most
      Given a client connected
      And the server never answers PUBLISH
      And the application does stats
      When the application publishes 3000 messages of 10000 B to "a/b" with QoS 1
      Then the client's memory in use has grown by at most 15000000 B
