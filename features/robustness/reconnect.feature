@scripted
Feature: Robustness – reconnection

  @ROB-BACKOFF-1 @robust @needs.auto_reconnect @slow
  Rule: A client does not storm the server with connection attempts

    Scenario: a server that closes each connection at once
      Given the application asks for:
        | reconnect.mode | "fixed" |
      And the server follows the script:
        """
        on opened -> close
        """
      When the application connects
      And the application is idle for 3 s
      Then the client connects at most 10 times within 3 s

    Scenario: a server that refuses each CONNECT
      Given the application asks for:
        | reconnect.mode | "fixed" |
      And the server answers CONNECT with CONNACK code=3
      When the application connects
      And the application is idle for 3 s
      Then the client connects at most 10 times within 3 s
