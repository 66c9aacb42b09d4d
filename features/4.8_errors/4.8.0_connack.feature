@scripted
Feature: 4.8 Handling errors – CONNACK

  @MQTT-4.8.0-1 @must
  Rule: A client closes the connection on which the server violates the protocol

    @table.packets/connack.close
    Scenario Outline: CONNACK: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:
