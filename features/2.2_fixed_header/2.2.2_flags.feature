@scripted
Feature: 2.2.2 Flags of the fixed header

  @MQTT-2.2.2-1 @must
  Rule: Reserved flag bits have the value that table 2.2 gives them

    Scenario: CONNECT has the flags 0000
      When the application connects
      Then the server receives CONNECT flags=0

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

    @needs.qos1
    Scenario: PUBACK has the flags 0000
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBACK flags=0

    @needs.qos2
    Scenario: PUBREC and PUBCOMP have the flags 0000
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      When the server publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREC flags=0
      And the server receives PUBCOMP flags=0

    @needs.ping
    Scenario: PINGREQ has the flags 0000
      Given a client connected
      When the application does ping
      Then the server receives PINGREQ flags=0

    Scenario: DISCONNECT has the flags 0000
      Given a client connected
      When the application disconnects
      Then the server receives DISCONNECT flags=0
