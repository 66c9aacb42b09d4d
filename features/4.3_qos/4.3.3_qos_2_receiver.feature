@scripted @needs.qos2
Feature: 4.3.3 QoS 2, the receiver

  @MQTT-4.3.3-2 @must
  Rule: A message is delivered once, however often it is sent before PUBREL

    Scenario Outline: a PUBLISH that is sent again with DUP <dup> is acknowledged and not delivered again
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      And the server never answers PUBREC
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="once"
      Then the server receives PUBREC id=7
      When the server sends PUBLISH topic="a/b" qos=2 id=7 dup=<dup> payload="once"
      Then the server receives PUBREC id=7
      When the server sends PUBREL id=7
      Then the server receives PUBCOMP id=7
      And the application has received "once" on "a/b" exactly 1 time

      Examples:
        | dup |
        | 0   |
        | 1   |

    Scenario: after PUBCOMP the Packet Identifier names a new message
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="same"
      Then the server receives PUBCOMP id=7
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="same"
      Then the server receives PUBCOMP id=7
      And the application has received "same" on "a/b" exactly 2 times

    Scenario: a PUBLISH with QoS 2 and DUP 1 that was never seen is delivered
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      When the server sends PUBLISH topic="a/b" qos=2 id=7 dup=1 payload="hi"
      Then the server receives PUBREC id=7
      And the application receives "hi" on "a/b"

    Scenario: each PUBREL is answered by PUBCOMP
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      And the server never answers PUBREC
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="once"
      Then the server receives PUBREC id=7
      When the server sends in one segment:
        """
        PUBREL id=7
        PUBREL id=7
        """
      Then the server receives exactly 2 PUBCOMP id=7 within 1 s

    @table.packets/pubrel.answer
    Scenario Outline: PUBREL: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the server receives <answer>
      When the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @table.packets/publish.answer
    Scenario Outline: PUBLISH with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the server receives <answer>
      When the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @needs.clean_session_false @needs.session_kept
    Scenario: over a reconnection it stays one message
      Given a client connected with Clean Session 0
      And the application subscribes to "a/b" with QoS 2
      And the server never answers PUBREC
      When the server publishes "once" to "a/b" with QoS 2
      Then the server receives PUBREC
      When the server closes the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the server receives PUBCOMP
      And the application has received "once" on "a/b" exactly 1 time
