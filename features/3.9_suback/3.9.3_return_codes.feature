@scripted
Feature: 3.9.3 SUBACK – return codes

  @MQTT-3.9.3-2 @must
  Rule: A client closes the connection on a return code other than 0, 1, 2 and 128

    @table.packets/suback.close
    Scenario Outline: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:
