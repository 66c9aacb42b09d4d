@scripted
Feature: 2.2.2 Flags of the fixed header, received

  @MQTT-2.2.2-2 @must
  Rule: A client closes the connection on which flags other than those of table 2.2 come

    @table.packets/connack.close
    Scenario Outline: CONNACK with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/puback.close
    Scenario Outline: PUBACK with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/pubrec.close
    Scenario Outline: PUBREC with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/pubrel.close
    Scenario Outline: PUBREL with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/pubcomp.close
    Scenario Outline: PUBCOMP with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/suback.close
    Scenario Outline: SUBACK with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/unsuback.close
    Scenario Outline: UNSUBACK with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/pingresp.close
    Scenario Outline: PINGRESP with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:
