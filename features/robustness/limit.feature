@scripted
Feature: Robustness – what a client does not offer

  @MQTT-3.3.4-1 @must @needs.manual_ack
  Rule: What a client does not support is not held against it

    Scenario: a client that leaves the acknowledgement to its application waits for it
      Given the application asks for:
        | manual_ack | true |
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server publishes "hi" to "a/b" with QoS 1
      Then the application receives "hi" on "a/b"
      And the server receives no PUBACK
