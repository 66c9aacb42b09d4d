@scripted @needs.qos1
Feature: Robustness – exhaustion

  @ROB-ID-1 @robust
  Rule: With all Packet Identifiers in use the client refuses or waits, and goes on when one is free

    @needs.bench.virtual_time
    Scenario: two thousand messages that the server does not answer
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes 2000 messages to "a/b" with QoS 1
      When the server follows the standard again
      And the server lets go what it withheld
      And the application is idle for 10 s
      Then each message that the client took is finished
      When the application publishes "after" to "a/b" with QoS 1
      And the application is idle for 1 s
      Then the application is told that its message is published

    @exhaustive @needs.in_flight_max @needs.bench.virtual_time
    Scenario: every Packet Identifier there is, unacknowledged, and five messages more
      Given the application asks for:
        | in_flight_max | 65535 |
      And a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes 65540 messages to "a" with QoS 1
      When the server follows the standard again
      And the server lets go what it withheld
      And the application is idle for 10 s
      Then each message that the client took is finished
      When the application publishes "after" to "a" with QoS 1
      And the application is idle for 1 s
      Then the application is told that its message is published
