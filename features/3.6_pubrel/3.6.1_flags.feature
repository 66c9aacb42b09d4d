@scripted @needs.qos2
Feature: 3.6.1 PUBREL – the fixed header

  @MQTT-3.6.1-1 @must
  Rule: The first byte of PUBREL is 62

    Scenario: the first PUBREL of a message
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREL flags=2 remaining_length=2

    @needs.clean_session_false @needs.session_kept
    Scenario: a PUBREL that is sent again has no DUP
      Given a client connected with Clean Session 0
      And the server never answers PUBREL
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREL flags=2 id=$message
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives PUBREL flags=2 id=$message
