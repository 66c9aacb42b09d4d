@scripted @needs.qos1
Feature: 3.1.2 Clean Session 1 – messages of the Session before

  @MQTT-3.1.2-6 @must
  Rule: A new Session takes nothing over from the one before

    Scenario Outline: a message that was unacknowledged when the server <loss> is not sent again with DUP 1
      Given a client connected with Clean Session 1
      And the server never answers PUBLISH
      And the application publishes "old" to "a/b" with QoS 1
      And the server receives PUBLISH id=$old
      When the server <loss> the connection
      And the application reconnects with the same options
      Then the application is told "connected"
      And the server receives no PUBLISH id=$old dup=1

      Examples:
        | loss   |
        | closes |
        | resets |
