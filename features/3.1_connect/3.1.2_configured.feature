@scripted
Feature: 3.1.2 CONNECT – what the application configured

  @ROB-CONNECT-1 @robust
  Rule: A client asks for the Keep Alive that the application configured

    Scenario Outline: a Keep Alive of <keep_alive> s is in CONNECT
      Given the application asks for:
        | keep_alive_s | <keep_alive> |
      When the application connects
      Then the server receives CONNECT keep_alive=<keep_alive>

      Examples:
        | keep_alive |
        | 1          |
        | 255        |
        | 256        |
        | 65535      |

  @ROB-STRING-1 @robust @needs.raw_strings
  Rule: A string beyond 65,535 bytes is refused before anything leaves

    Scenario: a Client Identifier of 70000 bytes is not cut to what fits
      Given the application asks for:
        | client_id | {"repeat": {"text": "a", "len": 70000}} |
      When the application connects
      Then the server receives no CONNECT

    @needs.user_name
    Scenario: a User Name of 70000 bytes is not cut to what fits
      Given the application asks for:
        | user_name | {"repeat": {"text": "a", "len": 70000}} |
      When the application connects
      Then the server receives no CONNECT
