@scripted @needs.qos2
Feature: 4.3.3 QoS 2, the sender

  @MQTT-4.3.3-1 @must
  Rule: The sender sends PUBLISH until PUBREC, then PUBREL until PUBCOMP, and no PUBLISH after PUBREL

    Scenario: a message goes through the whole flow
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives in order:
        """
        PUBLISH qos=2 dup=0 id=$message payload="hi"
        PUBREL id=$message
        """
      And the application is told that its message is published

    Scenario: before PUBREC there is no PUBREL
      Given a client connected
      And the server withholds its answer to PUBLISH
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBLISH qos=2
      And the server receives no PUBREL
      When the server lets go what it withheld
      Then the server receives PUBREL

    Scenario: before PUBCOMP it is not finished
      Given a client connected
      And the server withholds its answer to PUBREL
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREL
      And the application is not told "published"
      When the server lets go what it withheld
      Then the application is told that its message is published

    Scenario: a message with QoS 2 leaves once
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 2
      Then the application is told that its message is published
      And the server receives exactly 1 PUBLISH within 1 s
      And the server receives exactly 1 PUBREL within 1 s

    @needs.clean_session_false @needs.session_kept
    Scenario Outline: <loss> after PUBREC leads to PUBREL and no PUBLISH
      Given a client connected with Clean Session 0
      And the server never answers PUBREL
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREL id=$message
      When the server <loss> the connection
      And the application reconnects with the same options
      Then the server receives PUBREL id=$message
      And the server receives no PUBLISH

      Examples:
        | loss   |
        | closes |
        | resets |

    @needs.clean_session_false @needs.session_kept
    Scenario: a message that is finished is not sent again
      Given a client connected with Clean Session 0
      When the application publishes "hi" to "a/b" with QoS 2
      Then the application is told that its message is published
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT
      And the server receives no PUBLISH|PUBREL

    Scenario: a PUBREC for another Packet Identifier releases nothing
      Given a client connected
      And the server follows the script:
        """
        on PUBLISH -> answer PUBREC id=54321
        """
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBLISH qos=2 id=$message
      And the server receives no PUBREL id=$message
      And the application is not told "published"

    @table.packets/pubrec.answer
    Scenario Outline: PUBREC: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the server receives <answer>
      And the application is told that its message is published

      Examples:

    @table.packets/pubcomp.stay
    Scenario Outline: PUBCOMP: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the application is told that its message is published
      When the application publishes "next" to "a/b" with QoS 2
      Then the server receives PUBLISH qos=2 dup=0 payload="next"

      Examples:
