@scripted @needs.qos1
Feature: Robustness – many connections one after the other

  @ROB-RECONNECT-1 @robust @needs.auto_reconnect @needs.bench.virtual_time
  Rule: After hundreds of connections that came to nothing the next one works as the first

    Scenario Outline: hundreds of connections, each with <what>
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 1000    |
      And the server follows the script:
        """
        on CONNECT -> <script>
        """
      And the application connects
      When the application is idle for 5 min
      Then the client connects at least 200 times within 5 min
      When the server follows the standard again
      And the application is idle for 5 s
      Then the application is told "connected"
      When the server sends PUBLISH topic="a/b" qos=1 id=9 payload="still there"
      Then the server receives PUBACK id=9

      Examples:
        | what                                     | script                              |
        | a PUBLISH without Topic Name             | also hex 30 01 00                   |
        | a PUBLISH whose Topic Name is too long   | also hex 30 04 00 05 61 62          |
        | a PUBLISH without its Packet Identifier  | also hex 32 05 00 03 61 2f 62       |
        | a Remaining Length of five bytes         | also hex 30 ff ff ff ff 7f          |
        | an end right after CONNACK               | then close                          |
        | a reset right after CONNACK              | then reset                          |
        | a refusal                                | answer CONNACK code=3; then close   |
