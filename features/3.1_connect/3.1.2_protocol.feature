@scripted
Feature: 3.1.2 Protocol name, protocol level, reserved flag

  @MQTT-3.1.2-1 @must
  Rule: The protocol name is MQTT

    Scenario: the protocol name is MQTT
      When the application connects
      Then the server receives CONNECT protocol="MQTT"

  @MQTT-3.1.2-2 @must
  Rule: The protocol level is 4

    Scenario: the protocol level is 4
      When the application connects
      Then the server receives CONNECT level=4

  @MQTT-3.1.2-3 @must
  Rule: Bit 0 of the Connect Flags is 0

    Scenario: with nothing but Clean Session the Connect Flags are 2
      When the application connects
      Then the server receives CONNECT connect_flags=0x02

    @needs.will @needs.qos2
    Scenario: with everything the Connect Flags are 0xf6
      Given the application asks for:
        | user_name   | "u"           |
        | password    | {"text": "p"} |
        | will.topic  | "w"           |
        | will.qos    | 2             |
        | will.retain | true          |
      When the application connects
      Then the server receives CONNECT connect_flags=0xf6
