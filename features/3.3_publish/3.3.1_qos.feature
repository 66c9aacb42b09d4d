@scripted
Feature: 3.3.1 PUBLISH – QoS

  @MQTT-3.3.1-4 @must
  Rule: QoS 3 is never sent, and a client closes the connection on which it comes

    Scenario: a message with QoS 3 does not leave the client
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 3
      Then the server receives no PUBLISH qos=3

    Scenario Outline: a message with QoS <qos> has QoS <qos>
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS <qos>
      Then the server receives PUBLISH qos=<qos> payload="hi"

      Examples:
        | qos |
        | 0   |

      @needs.qos1
      Examples:
        | qos |
        | 1   |

      @needs.qos2
      Examples:
        | qos |
        | 2   |

    @table.packets/publish_malformed.close
    Scenario Outline: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the client closes the connection
      And the server has received nothing but DISCONNECT

      Examples:
