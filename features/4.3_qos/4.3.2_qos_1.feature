@scripted @needs.qos1
Feature: 4.3.2 QoS 1

  @MQTT-4.3.2-1 @must
  Rule: The sender sends PUBLISH with DUP 0, and holds it until PUBACK

    Scenario: a message leaves with DUP 0 and is finished by PUBACK
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 dup=0 id!=0 payload="hi"
      And the application is told that its message is published

    Scenario: without PUBACK it is not finished
      Given a client connected
      And the server withholds its answer to PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1
      And the application is not told "published"
      When the server lets go what it withheld
      Then the application is told that its message is published

    Scenario: a PUBACK for another Packet Identifier does not finish it
      Given a client connected
      And the server follows the script:
        """
        on PUBLISH -> answer PUBACK id=54321
        """
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1
      And the application is not told "published"

    @table.packets/puback.stay
    Scenario Outline: PUBACK: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the application is told that its message is published
      When the application publishes "next" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 dup=0 payload="next"

      Examples:

    @needs.clean_session_false
    Scenario: a message that is finished has no second transmission
      Given a client connected with Clean Session 0
      When the application publishes "hi" to "a/b" with QoS 1
      Then the application is told that its message is published
      When the server resets the connection
      And the application reconnects with the same options
      Then the server receives CONNECT
      And the server receives no PUBLISH

  @MQTT-4.3.2-2 @must
  Rule: The receiver answers with PUBACK, and takes a later PUBLISH with the same Packet Identifier for a new one

    Scenario: a PUBLISH is answered by PUBACK with its Packet Identifier
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=258 payload="hi"
      Then the server receives PUBACK id=258
      And the application receives "hi" on "a/b"

    Scenario Outline: after PUBACK the same Packet Identifier with DUP <dup> is a new message
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=7 payload="first"
      Then the server receives PUBACK id=7
      When the server sends PUBLISH topic="a/b" qos=1 id=7 dup=<dup> payload="second"
      Then the server receives PUBACK id=7
      And the application receives "second" on "a/b"

      Examples:
        | dup |
        | 0   |
        | 1   |

    Scenario: a PUBLISH with DUP 1 that was never seen is delivered
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=7 dup=1 payload="hi"
      Then the server receives PUBACK id=7
      And the application receives "hi" on "a/b"
