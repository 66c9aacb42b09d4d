@scripted
Feature: 4.8 Handling errors – acknowledgements

  @MQTT-4.8.0-1 @must
  Rule: A client closes the connection on which the server violates the protocol

    @table.packets/puback.close
    Scenario Outline: PUBACK: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/pubrec.close
    Scenario Outline: PUBREC: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/pubrel.close
    Scenario Outline: PUBREL: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/pubcomp.close
    Scenario Outline: PUBCOMP: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/suback.close
    Scenario Outline: SUBACK: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/unsuback.close
    Scenario Outline: UNSUBACK: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/pingresp.close
    Scenario Outline: PINGRESP: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:
