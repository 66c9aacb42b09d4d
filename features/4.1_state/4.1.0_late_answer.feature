@scripted @needs.qos2
Feature: 4.1 Storing state while an answer is late

  @MQTT-4.1.0-2 @must
  Rule: A flow goes on however late its next packet comes

    @slow
    Scenario: a PUBREC that comes late is answered by PUBREL
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes "late" to "a/b" with QoS 2
      And the server receives PUBLISH id=$late
      When the application is idle for 3 s
      And the server lets go what it withheld
      Then the server receives PUBREL id=$late
      And the application is told that its message is published

    @slow
    Scenario: a PUBCOMP that comes late finishes its message
      Given a client connected
      And the server withholds its answer to PUBREL
      And the application publishes "late" to "a/b" with QoS 2
      And the server receives PUBREL
      When the application is idle for 3 s
      And the server lets go what it withheld
      Then the application is told that its message is published
