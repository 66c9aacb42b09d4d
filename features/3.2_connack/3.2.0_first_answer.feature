@scripted
Feature: 3.2 CONNACK – the first packet of the server

  @MQTT-3.2.0-1 @must
  Rule: A client closes the connection where another packet comes before CONNACK

    @table.packets/before_connack.close
    Scenario Outline: <name> before CONNACK, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:

    Scenario Outline: <packet> instead of CONNACK is no connection
      Given the server answers CONNECT with <packet>
      When the application connects
      Then the client closes the connection
      And the application is not told "connected"

      Examples:
        | packet                          |
        | PINGRESP                        |
        | PUBLISH topic="a/b" payload="x" |
        | SUBACK id=1 codes=0             |
