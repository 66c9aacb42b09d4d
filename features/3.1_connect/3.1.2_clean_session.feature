@scripted
Feature: 3.1.2 Clean Session

  @MQTT-3.1.2-4 @must @needs.clean_session_false @needs.session_kept
  Rule: With Clean Session 0 the client resumes its Session

    @needs.qos1
    Scenario: an unacknowledged message is sent again
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id=$message
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT clean_session=0
      And the server receives PUBLISH qos=1 id=$message payload="hi"

    @needs.qos2
    Scenario: an inbound message with QoS 2 that was not released is not delivered again
      Given a client connected with Clean Session 0
      And the application subscribes to "a/b" with QoS 2
      And the server never answers PUBREC
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="once"
      Then the server receives PUBREC id=7
      When the server closes the connection
      And the application reconnects with the same options
      Then the application is told "connected"
      When the server sends PUBLISH topic="a/b" qos=2 id=7 dup=1 payload="once"
      Then the server receives PUBREC id=7
      When the server sends PUBREL id=7
      Then the server receives PUBCOMP id=7
      And the application has received "once" on "a/b" exactly 1 time

    @needs.qos1 @needs.session_present
    Scenario: the application is told that the server has the Session
      Given a client connected with Clean Session 0
      When the server closes the connection
      And the application reconnects with the same options
      Then the application is told "connected" with:
        """
        {"session_present": true}
        """

  @MQTT-3.1.2-6 @must
  Rule: With Clean Session 1 nothing is left of an earlier Session

    Scenario: the Connect Flags say so
      When the application connects
      Then the server receives CONNECT clean_session=1

    @needs.qos2 @needs.clean_session_false
    Scenario: a PUBREL of the earlier Session is not sent
      Given a client connected with Clean Session 0
      And the server never answers PUBREL
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREL id=$message
      When the server closes the connection
      And the application asks for:
        | clean_session | true |
      And the application reconnects with the same options
      Then the server receives CONNECT clean_session=1
      And the server receives no PUBREL id=$message

    @needs.qos1 @needs.clean_session_false @needs.manual_ack
    Scenario: a message of the earlier Session is not acknowledged
      Given the application asks for:
        | manual_ack | true |
      And a client connected with Clean Session 0
      And the application subscribes to "a/b" with QoS 1
      And the server sends PUBLISH topic="a/b" qos=1 id=9 payload="hi"
      When the server closes the connection
      And the application asks for:
        | clean_session | true |
      And the application reconnects with the same options
      Then the server receives CONNECT clean_session=1
      And the server receives no PUBACK

    @needs.qos2 @needs.clean_session_false
    Scenario: a Packet Identifier of the earlier Session is a new message
      Given a client connected with Clean Session 0
      And the application subscribes to "a/b" with QoS 2
      And the server never answers PUBREC
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="old"
      Then the server receives PUBREC id=7
      When the server closes the connection
      And the server follows the standard again
      And the application asks for:
        | clean_session | true |
      And the application reconnects with the same options
      Then the application is told "connected"
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="new"
      Then the server receives PUBCOMP id=7
      And the application has received "new" on "a/b" exactly 1 time
