@scripted @profile.esp_mqtt @needs.uri
Feature: ESP-MQTT – the URI

  @ESPMQTT-FEAT-06 @ESPMQTT-URI-02 @ESPMQTT-URI-03 @ESPMQTT-URI-09 @ESPMQTT-URI-11
  Rule: A URI alone is enough: mqtt is TCP, to the port named

    Scenario: ESP-MQTT: a host by its address, and a port
      Given the application asks for:
        | uri | "mqtt://127.0.0.1:$port" |
      When the application connects
      Then the next packet that the server receives is CONNECT level=4
      And the application is told "connected"

    @ESPMQTT-EX-01 @needs.bench.virtual_time
    Scenario: ESP-MQTT: without a port it is 1883
      Given the application asks for:
        | uri | "mqtt://127.0.0.1" |
      When the application connects
      Then the server receives CONNECT

  @ESPMQTT-URI-04 @needs.user_name
  Rule: User Name and Password of the URI are in CONNECT, percent-decoded

    Scenario: ESP-MQTT: mqtt://user:password@host
      Given the application asks for:
        | uri | "mqtt://username:password@127.0.0.1:$port" |
      When the application connects
      Then the server receives CONNECT user_name="username" password="password"

    Scenario: ESP-MQTT: a Password with reserved characters
      Given the application asks for:
        | uri | "mqtt://a%40b:c%3Ad%2Fe@127.0.0.1:$port" |
      When the application connects
      Then the server receives CONNECT user_name="a@b" password="c:d/e"

  @ESPMQTT-URI-10 @ESPMQTT-URI-01
  Rule: A scheme that the client does not know is refused before anything is dialled

    Scenario Outline: ESP-MQTT: <uri> leads nowhere
      Given the application asks for:
        | uri | "<uri>" |
      When the application connects
      Then the client refuses that
      And the client connects at most 0 times within 500 ms

      Examples:
        | uri                    |
        | ftp://127.0.0.1:$port  |
        | mqtt//127.0.0.1:$port  |

  @ESPMQTT-CFG-11 @ESPMQTT-CFG-12 @ESPMQTT-CFG-13
  Rule: What the URI names wins over the fields of their own

    Scenario: ESP-MQTT: host, port and transport of the URI are dialled
      Given the application asks for:
        | uri       | "mqtt://127.0.0.1:$port" |
        | client_id | "from_uri"               |
      When the application connects
      Then the server receives CONNECT client_id="from_uri"

  @ESPMQTT-FEAT-04 @ESPMQTT-URI-01 @needs.ws
  Rule: ws is WebSocket

    Scenario: ESP-MQTT: a URI of a WebSocket, with a path
      Given the WebSocket server does its duty
      And the application asks for:
        | uri | "ws://127.0.0.1:$port/mqtt" |
      When the application connects
      Then the server receives CONNECT level=4
      And the application is told "connected"
