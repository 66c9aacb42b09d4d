@scripted
Feature: 2.3.1 Packet Identifier

  @MQTT-2.3.1-1 @must
  Rule: SUBSCRIBE, UNSUBSCRIBE and PUBLISH with QoS above 0 carry a Packet Identifier that is not 0

    Scenario: SUBSCRIBE carries one
      Given a client connected
      When the application subscribes to "a/b" with QoS 1
      Then the server receives SUBSCRIBE id!=0

    @needs.qos1
    Scenario: PUBLISH with QoS 1 carries one
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id!=0

  @MQTT-2.3.1-2 @must @needs.qos1
  Rule: A new packet takes a Packet Identifier that is not in use

    Scenario: unacknowledged messages have different Packet Identifiers
      Given a client connected
      And the server withholds its answer to PUBLISH
      When the application publishes 3 messages to "a/b" with QoS 1
      Then the server receives in order:
        """
        PUBLISH qos=1 id=$first
        PUBLISH qos=1 id!=$first
        """

    Scenario: a subscription takes none of an unacknowledged message
      Given a client connected
      And the server withholds its answer to PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      And the application subscribes to "c/d" with QoS 1
      Then the server receives PUBLISH qos=1 id=$message
      And the server receives SUBSCRIBE id!=$message
