@scripted
Feature: 3.1.2 Protocol name and level

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
