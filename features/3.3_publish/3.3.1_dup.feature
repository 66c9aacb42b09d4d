@scripted @needs.qos1 @needs.clean_session_false @needs.session_kept
Feature: 3.3.1 DUP

  @MQTT-3.3.1-1 @must
  Rule: A PUBLISH that is sent again has DUP 1

    Scenario: an unacknowledged QoS 1 message has DUP 1 after a reconnection
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 dup=0
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 dup=1 payload="hi"

    @needs.qos2
    Scenario: an unacknowledged QoS 2 message has DUP 1 after a reconnection
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBLISH qos=2 dup=0
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=2 dup=1 payload="hi"
