@scripted
Feature: 1.5.3 UTF-8 encoded strings – received

  @MQTT-1.5.3-1 @must
  Rule: A client closes the connection on which ill-formed UTF-8 comes

    @table.packets/publish_malformed.close
    Scenario Outline: a Topic Name with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

  @MQTT-1.5.3-2 @must
  Rule: A client closes the connection on which U+0000 comes in a string

    @table.packets/publish_malformed.close
    Scenario Outline: a Topic Name with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

  @MQTT-1.5.3-3 @must
  Rule: U+FEFF in a string that is received is a character like any other

    @table.packets/publish.stay
    Scenario Outline: a <name>, <state>
      Given a client in the state <state>
      And the application subscribes to "#" with QoS 2
      When the server sends <packet>
      Then the application receives what the server sent

      Examples:
