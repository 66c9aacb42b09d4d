@scripted
Feature: 2.2.2 Flags of the fixed header

  @MQTT-2.2.2-1 @must
  Rule: Reserved flag bits have the value that table 2.2 gives them

    Scenario: SUBSCRIBE has the flags 0010
      Given a client connected
      When the application subscribes to "a/b" with QoS 1
      Then the server receives SUBSCRIBE flags=2

    @needs.unsubscribe
    Scenario: UNSUBSCRIBE has the flags 0010
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the application unsubscribes from "a/b"
      Then the server receives UNSUBSCRIBE flags=2

    @needs.qos2
    Scenario: PUBREL has the flags 0010
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREL flags=2

    Scenario: DISCONNECT has the flags 0000
      Given a client connected
      When the application disconnects
      Then the server receives DISCONNECT flags=0
