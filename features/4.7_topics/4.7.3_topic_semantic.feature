@scripted
Feature: 4.7.3 Topic semantic and usage

  @MQTT-4.7.3-1 @must
  Rule: Topic Names and Topic Filters have at least one character

    Scenario: a message without Topic Name does not leave the client
      Given a client connected
      When the application publishes "hi" to "" with QoS 0
      Then the server receives no PUBLISH topic=""

    Scenario: a subscription without Topic Filter does not leave the client
      Given a client connected
      When the application subscribes to "" with QoS 0
      Then the server receives no SUBSCRIBE filters="":0

    @needs.unsubscribe
    Scenario: an UNSUBSCRIBE with an empty Topic Filter does not leave the client
      Given a client connected
      When the application unsubscribes from ""
      Then the server receives no UNSUBSCRIBE filters=""

    @table.packets/publish_malformed.close
    Scenario Outline: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

  @MQTT-4.7.3-2 @must
  Rule: Topic Names and Topic Filters hold no U+0000

    Scenario: a Topic Name
      Given a client connected
      When the application publishes:
        | topic | "\\u0000" |
      Then the server receives no PUBLISH topic="\0"

    Scenario: a Topic Filter
      Given a client connected
      When the application subscribes to:
        | "a/\\u0000/#" | 0 |
      Then the server receives no SUBSCRIBE filters="a/\0/#":0

  @MQTT-4.7.3-3 @must @needs.raw_strings
  Rule: Topic Names and Topic Filters have at most 65535 bytes

    Scenario: a Topic Name of 65535 bytes is sent whole
      Given a client connected
      When the application publishes:
        | topic   | {"repeat": {"text": "a", "len": 65535}} |
        | payload | {"text": "hi"}                          |
      Then the server receives PUBLISH topic=repeat:"a"*65535 payload="hi"

    Scenario: a Topic Name of 65536 bytes does not leave the client
      Given a client connected
      When the application publishes:
        | topic | {"repeat": {"text": "a", "len": 65536}} |
      Then the server receives no PUBLISH

    Scenario: a Topic Filter of 65535 bytes is sent whole
      Given a client connected
      When the application subscribes to:
        | {"repeat": {"text": "a", "len": 65535}} | 0 |
      Then the server receives SUBSCRIBE filters=repeat:"a"*65535:0

    Scenario: a Topic Filter of 65536 bytes does not leave the client
      Given a client connected
      When the application subscribes to:
        | {"repeat": {"text": "a", "len": 65536}} | 0 |
      Then the server receives no SUBSCRIBE
