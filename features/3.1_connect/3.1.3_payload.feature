@scripted
Feature: 3.1.3 The payload of CONNECT

  @MQTT-3.1.3-1 @must @needs.will @needs.user_name
  Rule: Client Identifier, Will Topic, Will Message, User Name and Password come in this order

    Scenario: all five, and nothing after them
      Given the application asks for:
        | client_id    | "id"            |
        | will.topic   | "wt"            |
        | will.payload | {"text": "wm"}  |
        | user_name    | "un"            |
        | password     | {"text": "pw"}  |
      When the application connects
      Then the server receives CONNECT client_id="id" will_topic="wt" will_message="wm" user_name="un" password="pw" remaining_length=30

    Scenario: fields of zero length are there with their length
      Given the application asks for:
        | client_id    | "id"        |
        | will.topic   | "wt"        |
        | will.payload | {"hex": ""} |
        | user_name    | "un"        |
        | password     | {"hex": ""} |
      When the application connects
      Then the server receives CONNECT client_id="id" will_topic="wt" will_message="" user_name="un" password="" remaining_length=26

  @MQTT-3.1.3-2 @must
  Rule: A client is known by its Client Identifier

    Scenario: it is the same in each CONNECT
      Given a client connected
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT client_id="cut"

    Scenario: one that the client chose itself is the same in each CONNECT
      Given the application asks for:
        | client_id | null |
      When the application connects
      Then the server receives CONNECT client_id=$own
      And the application is told "connected"
      When the server resets the connection
      And the application reconnects with the same options
      Then the server receives CONNECT client_id=$own

    @needs.multi_client
    Scenario: two clients that choose it themselves do not choose the same
      Given the application asks for:
        | client_id | null |
      When the application connects
      Then the server receives CONNECT client_id=$own
      And the application is told "connected"
      When the application does connect
        """
        {"client": 1}
        """
      Then the server receives CONNECT
      And the server receives no CONNECT client_id=$own client_id_length!=0

  @MQTT-3.1.3-3 @must
  Rule: The payload begins with a Client Identifier

    Scenario Outline: a Client Identifier <what>
      Given the application asks for:
        | client_id | "<client_id>" |
      When the application connects
      Then the server receives CONNECT client_id="<client_id>" client_id_length=<length>

      Examples:
        | what                  | client_id               | length |
        | of one character      | a                       | 1      |
        | of 23 characters      | abcdefghijklmnopqrstuvw | 23     |
        | of letters and digits | Az09Za90                | 8      |

    @needs.client_id_empty
    Scenario: a Client Identifier of zero length
      Given the application asks for:
        | client_id | "" |
      When the application connects
      Then the server receives CONNECT client_id="" client_id_length=0 clean_session=1

  @MQTT-3.1.3-4 @must
  Rule: The Client Identifier is well-formed UTF-8

    Scenario: a Client Identifier with characters of several bytes
      Given the application asks for:
        | client_id | "gerät-€" |
      When the application connects
      Then the server receives CONNECT client_id="gerät-€"

  @MQTT-3.1.3-7 @must @needs.client_id_empty @needs.clean_session_false
  Rule: A Client Identifier of zero length comes with Clean Session 1

    Scenario: with Clean Session 0 it does not leave the client
      Given the application asks for:
        | client_id     | ""    |
        | clean_session | false |
      When the application connects
      Then the server receives no CONNECT client_id="" clean_session=0

  @MQTT-3.1.3-10 @must @needs.will
  Rule: The Will Topic is well-formed UTF-8

    Scenario: a Will Topic with characters of several bytes
      Given the application asks for:
        | will.topic | "gerät/€" |
      When the application connects
      Then the server receives CONNECT will_topic="gerät/€"

  @MQTT-3.1.3-11 @must @needs.user_name
  Rule: The User Name is well-formed UTF-8

    Scenario: a User Name with characters of several bytes
      Given the application asks for:
        | user_name | "jürgen€"        |
        | password  | {"text": "pass"} |
      When the application connects
      Then the server receives CONNECT user_name="jürgen€"
