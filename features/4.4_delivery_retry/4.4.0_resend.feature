@scripted @needs.qos1 @needs.clean_session_false @needs.session_kept
Feature: 4.4 Message delivery retry

  @MQTT-4.4.0-1 @must
  Rule: On a reconnection with Clean Session 0 the client sends again what is unfinished

    Scenario: an unacknowledged PUBLISH keeps its Packet Identifier
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id=$id
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 id=$id payload="hi"

    @needs.qos2
    Scenario: an unacknowledged PUBREL keeps its Packet Identifier
      Given a client connected with Clean Session 0
      And the server never answers PUBREL
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREL id=$id
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives PUBREL id=$id

    Scenario: what was acknowledged is not sent again
      Given a client connected with Clean Session 0
      When the application publishes "hi" to "a/b" with QoS 1
      Then the application is told that its message is published
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT
      And the server receives no PUBLISH
