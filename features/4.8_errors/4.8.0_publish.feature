@scripted
Feature: 4.8 Handling errors – PUBLISH

  @MQTT-4.8.0-1 @must
  Rule: A client closes the connection on which the server violates the protocol

    @table.packets/publish_malformed.close
    Scenario Outline: PUBLISH: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:
