@scripted @needs.qos1
Feature: 4.6 Message ordering

  @MQTT-4.6.0-1 @must @needs.clean_session_false @needs.session_kept
  Rule: PUBLISH packets that are sent again keep the order in which they were sent first

    Scenario: five messages with QoS 1
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      And the application publishes 5 messages to "a/b" with QoS 1
      And the server receives PUBLISH payload="5"
      When the server closes the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the server receives in order:
        """
        PUBLISH payload="1"
        PUBLISH payload="2"
        PUBLISH payload="3"
        PUBLISH payload="4"
        PUBLISH payload="5"
        """

    @needs.qos2
    Scenario: messages with QoS 1 and QoS 2 in one sequence
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      And the application publishes "1" to "a/b" with QoS 2
      And the application publishes "2" to "a/b" with QoS 1
      And the application publishes "3" to "a/b" with QoS 2
      And the server receives PUBLISH payload="3"
      When the server closes the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the server receives in order:
        """
        PUBLISH payload="1"
        PUBLISH payload="2"
        PUBLISH payload="3"
        """

    @needs.start_packet
    Scenario: the order is that of sending, not that of Packet Identifiers
      Given the application asks for:
        | start_packet | 65534 |
      And a client connected with Clean Session 0
      And the server never answers PUBLISH
      And the application publishes 4 messages to "a/b" with QoS 1
      And the server receives PUBLISH payload="4"
      When the server closes the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the server receives in order:
        """
        PUBLISH payload="1"
        PUBLISH payload="2"
        PUBLISH payload="3"
        PUBLISH payload="4"
        """

  @MQTT-4.6.0-2 @must
  Rule: PUBACKs go out in the order in which PUBLISH packets came

    Scenario: three messages with QoS 1 in one segment
      Given a client connected
      When the server sends in one segment:
        """
        PUBLISH topic="a/b" qos=1 id=30 payload="1"
        PUBLISH topic="a/b" qos=1 id=10 payload="2"
        PUBLISH topic="a/b" qos=1 id=20 payload="3"
        """
      Then the server receives in order:
        """
        PUBACK id=30
        PUBACK id=10
        PUBACK id=20
        """

  @MQTT-4.6.0-3 @must @needs.qos2
  Rule: PUBRECs go out in the order in which PUBLISH packets came

    Scenario: three messages with QoS 2 in one segment
      Given a client connected
      When the server sends in one segment:
        """
        PUBLISH topic="a/b" qos=2 id=30 payload="1"
        PUBLISH topic="a/b" qos=2 id=10 payload="2"
        PUBLISH topic="a/b" qos=2 id=20 payload="3"
        """
      Then the server receives in order:
        """
        PUBREC id=30
        PUBREC id=10
        PUBREC id=20
        """

  @MQTT-4.6.0-4 @must @needs.qos2
  Rule: PUBRELs go out in the order in which PUBRECs came

    Scenario: the server acknowledges the last message first
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes 2 messages to "a/b" with QoS 2
      And the server receives PUBLISH id=$one payload="1"
      And the server receives PUBLISH id=$two payload="2"
      When the server lets go what it withheld, the last first
      Then the server receives in order:
        """
        PUBREL id=$two
        PUBREL id=$one
        """
