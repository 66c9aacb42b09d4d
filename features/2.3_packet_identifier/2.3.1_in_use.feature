@scripted
Feature: 2.3.1 Packet Identifiers in use

  @MQTT-2.3.1-2 @must
  Rule: A new packet takes a Packet Identifier that is not in use

    @needs.qos1
    Scenario: unacknowledged messages have different Packet Identifiers
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes 1 messages to "a/b" with QoS 1
      And the server receives PUBLISH id=$first payload="1"
      When the application publishes 3 messages to "c/d" with QoS 1
      Then the server receives no PUBLISH id=$first

    @needs.qos1
    Scenario: a subscription takes none of an unacknowledged message
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes "hi" to "a/b" with QoS 1
      And the server receives PUBLISH id=$message
      When the application subscribes to "c/d" with QoS 1
      Then the server receives SUBSCRIBE id!=$message

    Scenario: subscriptions that are not answered have different Packet Identifiers
      Given a client connected
      And the server withholds its answer to SUBSCRIBE
      When the application subscribes to "a/1" with QoS 0
      Then the server receives SUBSCRIBE id=$first filters="a/1":0
      When the application subscribes to "a/2" with QoS 0
      And the application subscribes to "a/3" with QoS 0
      Then the server receives no SUBSCRIBE id=$first

    @needs.qos2
    Scenario: between PUBREC and PUBCOMP a Packet Identifier is in use
      Given a client connected
      And the server never answers PUBREL
      And the application publishes "hi" to "a/b" with QoS 2
      And the server receives PUBREL id=$message
      When the application publishes "ho" to "a/b" with QoS 2
      Then the server receives no PUBLISH id=$message

    @needs.qos1 @needs.start_packet @needs.clean_session_false @needs.session_kept
    Scenario: counting over 65535 leaves out what is in use
      Given the application asks for:
        | start_packet | 1 |
      And a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "one" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id=1 payload="one"
      When the server closes the connection
      And the application asks for:
        | start_packet | 65535 |
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 id=1 payload="one"
      When the application publishes 3 messages to "a/b" with QoS 1
      Then the server receives no PUBLISH id=1

    @needs.qos1 @slow
    Scenario: of many messages in flight no two have the same Packet Identifier
      Given a client connected
      And the server never answers PUBLISH
      When the application publishes 500 messages to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1

  @MQTT-2.3.1-3 @must @needs.clean_session_false @needs.session_kept
  Rule: What is sent again keeps its Packet Identifier, which only the last acknowledgement frees

    @needs.qos1
    Scenario: a message that is sent again keeps it
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      And the application publishes 3 messages to "a/b" with QoS 1
      And the server receives PUBLISH qos=1 id=$second payload="2"
      And the server receives PUBLISH qos=1 id=$third payload="3"
      When the server closes the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the server receives PUBLISH id=$second payload="2"
      And the server receives PUBLISH id=$third payload="3"

    @needs.qos2
    Scenario: a message that is sent again after PUBREC has none but its own
      Given a client connected with Clean Session 0
      And the server never answers PUBREL
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREL id=$message
      When the server resets the connection
      And the application reconnects with the same options
      Then the server receives PUBREL id=$message
      And the server receives no PUBREL id!=$message

    @needs.qos1
    Scenario: an acknowledgement of another message frees nothing
      Given a client connected
      And the server never answers PUBLISH payload="1"
      And the application publishes 2 messages to "a/b" with QoS 1
      And the server receives PUBLISH qos=1 id=$first payload="1"
      When the application publishes 3 messages to "c/d" with QoS 1
      Then the server receives no PUBLISH id=$first
