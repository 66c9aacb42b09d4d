@scripted
Feature: 4.8 Handling errors – the stream of packets

  @MQTT-4.8.0-1 @must
  Rule: A client closes the connection on which the server violates the protocol

    @table.packets/framing.close
    Scenario Outline: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    @table.packets/forbidden_type.close
    Scenario Outline: <name>, which no server sends, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:
