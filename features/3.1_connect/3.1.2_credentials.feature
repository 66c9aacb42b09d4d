@scripted
Feature: 3.1.2 User Name Flag, Password Flag

  @MQTT-3.1.2-18 @must
  Rule: With User Name Flag 0 there is no User Name in the payload

    Scenario: a client without User Name
      When the application connects
      Then the server receives CONNECT user_name_flag=0 user_name=none remaining_length=15

  @MQTT-3.1.2-19 @must @needs.user_name
  Rule: With User Name Flag 1 there is a User Name in the payload

    Scenario: a User Name
      Given the application asks for:
        | user_name | "user"           |
        | password  | {"text": "pass"} |
      When the application connects
      Then the server receives CONNECT user_name_flag=1 user_name="user"

    @needs.user_name_alone
    Scenario: a User Name without Password
      Given the application asks for:
        | user_name | "user" |
      When the application connects
      Then the server receives CONNECT user_name_flag=1 user_name="user" password_flag=0

    @needs.user_name_alone
    Scenario: a User Name of zero length is there
      Given the application asks for:
        | user_name | "" |
      When the application connects
      Then the server receives CONNECT user_name_flag=1 user_name="" remaining_length=17

  @MQTT-3.1.2-20 @must
  Rule: With Password Flag 0 there is no Password in the payload

    Scenario: a client without Password
      When the application connects
      Then the server receives CONNECT password_flag=0 password=none remaining_length=15

    @needs.user_name_alone
    Scenario: a client with User Name and without Password
      Given the application asks for:
        | user_name | "user" |
      When the application connects
      Then the server receives CONNECT password_flag=0 password=none remaining_length=21

  @MQTT-3.1.2-21 @must @needs.user_name
  Rule: With Password Flag 1 there is a Password in the payload

    Scenario Outline: <what>
      Given the application asks for:
        | user_name | "user"     |
        | password  | <password> |
      When the application connects
      Then the server receives CONNECT user_name="user" password_flag=1 password=<bytes>

      Examples:
        | what                      | password           | bytes  |
        | a Password                | {"text": "pass"}   | "pass" |
        | a Password of zero length | {"hex": ""}        | ""     |
        | a Password of spaces      | {"text": "  "}     | "  "   |

    @needs.password_binary
    Scenario: a Password of any bytes
      Given the application asks for:
        | user_name | "user"              |
        | password  | {"hex": "00ff80c1"} |
      When the application connects
      Then the server receives CONNECT user_name="user" password_flag=1 password=hex:00ff80c1

  @MQTT-3.1.2-22 @must
  Rule: There is no Password Flag without User Name Flag

    Scenario Outline: a Password <what> without User Name is not sent without one
      Given the application asks for:
        | password | <password> |
        | will     | <will>     |
      When the application connects
      Then the server receives no CONNECT user_name_flag=0 password_flag=1

      Examples:
        | what                       | password         | will                                        |
        | of some bytes              | {"text": "pass"} | null                                        |
        | of zero length             | {"hex": ""}      | null                                        |
        | of some bytes with a Will  | {"text": "pass"} | {"topic": "w", "payload": {"text": "bye"}}  |
        | of zero length with a Will | {"hex": ""}      | {"topic": "w", "payload": {"text": "bye"}}  |
