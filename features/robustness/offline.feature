@scripted @needs.qos1
Feature: Robustness – a client that cannot send

  @ROB-LIMIT-1 @robust
  Rule: What the application gives to a client that cannot send is kept or refused, never lost silently

    @needs.offline_queue @needs.auto_reconnect
    Scenario: what is published between two connections is sent on the next
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 500     |
      And a client connected
      When the server closes the connection
      Then the application is told "disconnected"
      When the application publishes "meanwhile" to "a/b" with QoS 1
      Then the server receives at least 1 PUBLISH payload="meanwhile" within 15 s
      And the application is told that its message is published

    Scenario: a message that is published after DISCONNECT is refused
      Given a client connected
      And the application disconnects
      When the application publishes "too late" to "a/b" with QoS 1
      Then the client refuses that

  @ROB-ID-1 @robust
  Rule: However many messages were unacknowledged at a time, the client goes on

    Scenario: after forty unacknowledged messages a new one is sent
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes 40 messages to "a/b" with QoS 1
      And the application is idle for 200 ms
      When the server lets go what it withheld
      And the application is idle for 200 ms
      And the server lets go what it withheld
      And the server follows the standard again
      And the application publishes "after" to "a/b" with QoS 1
      Then the server receives PUBLISH payload="after"
      And the application is told that its message is published
