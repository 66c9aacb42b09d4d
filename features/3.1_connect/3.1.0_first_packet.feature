@scripted
Feature: 3.1 CONNECT – the first packet

  @MQTT-3.1.0-1 @must
  Rule: The first packet on a Network Connection is CONNECT

    Scenario: the first packet is CONNECT
      When the application connects
      Then the next packet that the server receives is CONNECT

    Scenario: the first packet is CONNECT on each Network Connection
      Given a client connected
      When the server closes the connection
      And the application reconnects with the same options
      Then the next packet that the server receives is CONNECT

    @needs.qos1 @needs.offline_queue
    Scenario: what is published while the client connects comes after CONNECT
      Given the server withholds its answer to CONNECT
      When the application connects
      And the application publishes "hi" to "a/b" with QoS 1
      Then the next packet that the server receives is CONNECT
      When the server lets go what it withheld
      Then the application is told "connected"

    @needs.qos1 @needs.clean_session_false @needs.session_kept
    Scenario: what is sent again comes after CONNECT
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      And the application publishes "hi" to "a/b" with QoS 1
      And the server receives PUBLISH
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives in order:
        """
        CONNECT
        PUBLISH qos=1 payload="hi"
        """
