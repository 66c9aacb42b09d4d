@scripted @needs.user_name
Feature: Robustness – credentials and addresses

  @ROB-CREDENTIALS-1 @robust
  Rule: User Name and Password reach the server as configured, whatever characters they hold

    Scenario Outline: User Name <user_name> and Password <password>
      Given the application asks for:
        | user_name | "<user_name>"          |
        | password  | {"text": "<password>"} |
      When the application connects
      Then the server receives CONNECT user_name="<user_name>" password="<password>"

      Examples:
        | user_name | password  |
        | r@kz      | p:a/s@s   |
        | a b       | %40%3A    |
        | ü         | &?#=+     |
        | u:v       | ~!*()'    |

    Scenario Outline: a Password of <length> bytes
      Given the application asks for:
        | user_name | "u"                                    |
        | password  | {"fill": {"len": <length>, "seed": 33}} |
      When the application connects
      Then the server receives CONNECT user_name="u" password=fill:<length>/33

      Examples:
        | length |
        | 127    |
        | 128    |
        | 1500   |
        | 65535  |

    @needs.password_binary
    Scenario: every byte there is
      Given the application asks for:
        | user_name | "u"                                 |
        | password  | {"fill": {"len": 512, "seed": 0}} |
      When the application connects
      Then the server receives CONNECT password=fill:512/0

    Scenario: credentials that are changed are in the next CONNECT
      Given the application asks for:
        | user_name | "u"              |
        | password  | {"text": "old"} |
      And a client connected
      When the server closes the connection
      And the application asks for:
        | password | {"text": "new"} |
      And the application reconnects with the same options
      Then the server receives CONNECT user_name="u" password="new"

    @needs.uri
    Scenario Outline: <what> of a URI is decoded
      Given the application asks for:
        | uri | "mqtt://<user>:<pass>@127.0.0.1:$port" |
      When the application connects
      Then the server receives CONNECT user_name="<user_name>" password="<password>"

      Examples:
        | what          | user      | pass      | user_name | password |
        | nothing       | user      | secret    | user      | secret   |
        | an at sign    | r         | r%40kz    | r         | r@kz     |
        | a colon       | u%3Av     | p%3Aq     | u:v       | p:q      |
        | a space       | a%20b     | c%20d     | a b       | c d      |
        | a letter      | j%C3%BCrg | %C3%85    | jürg      | Å        |
        | a per cent    | 100%25    | %2540     | 100%      | %40      |

    @needs.uri
    Scenario: options of their own win over those of a URI
      Given the application asks for:
        | uri       | "mqtt://old:older@127.0.0.1:$port" |
        | user_name | "new"                              |
        | password  | {"text": "newer"}                  |
      When the application connects
      Then the server receives CONNECT user_name="new" password="newer"

    @needs.uri @needs.ws
    Scenario: a URI over WebSocket names User Name and Password for each CONNECT
      Given the WebSocket server does its duty
      And the application asks for:
        | uri | "ws://user:secret@127.0.0.1:$port/mqtt" |
      When the application connects
      Then the server receives CONNECT user_name="user" password="secret"
      And the application is told "connected"
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT user_name="user" password="secret"

  @ROB-URI-1 @robust @needs.uri
  Rule: A URI leads where it says

    Scenario Outline: <uri>
      Given the application asks for:
        | uri | "<uri>" |
      When the application connects
      Then the server receives CONNECT
      And the application is told "connected"

      Examples:
        | uri                          |
        | mqtt://127.0.0.1:$port       |
        | mqtt://127.0.0.1:$port/      |
        | mqtt://localhost:$port       |
        | MQTT://127.0.0.1:$port       |

    @needs.bench.virtual_time
    Scenario: without a port it is 1883
      Given the application asks for:
        | uri | "mqtt://127.0.0.1" |
      When the application connects
      Then the server receives CONNECT

    Scenario Outline: <what> is refused
      Given the application asks for:
        | uri | "<uri>" |
      When the application connects
      Then the client refuses that
      And the server receives no CONNECT

      Examples:
        | what              | uri                      |
        | another scheme    | http://127.0.0.1:$port   |
        | a port too large  | mqtt://127.0.0.1:70000   |
        | no host           | mqtt://:$port            |
        | no URI at all     | ::                       |
