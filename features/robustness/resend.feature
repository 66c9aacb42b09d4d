@scripted @needs.qos1
Feature: Robustness – patience with an acknowledgement

  @ROB-RESEND-1 @should
  Rule: A message is not sent again on the Network Connection that it was sent on

    @slow
    Scenario: a message whose PUBACK is late is sent once
      Given a client connected
      And the server never answers PUBLISH
      When the application publishes "patience" to "a/b" with QoS 1
      Then the server receives exactly 1 PUBLISH within 4 s

    @needs.bench.virtual_time
    Scenario: a message whose PUBACK is two minutes late is sent once
      Given a client connected
      And the server never answers PUBLISH
      When the application publishes "patience" to "a/b" with QoS 1
      Then the server receives exactly 1 PUBLISH within 2 min
