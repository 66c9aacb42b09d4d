@scripted
Feature: 3.1.2 Keep Alive

  @MQTT-3.1.2-23 @must @slow
  Rule: The client sends some Control Packet within each Keep Alive interval

    Scenario: an idle client sends PINGREQ
      Given a client connected with Keep Alive 2 s
      When the application is idle for 5 s
      Then the server receives PINGREQ at least every 2 s

    Scenario: a client that only receives sends PINGREQ
      Given a client connected with Keep Alive 1 s
      And the application subscribes to "a/b" with QoS 0
      When the server publishes "one" to "a/b" with QoS 0
      And the application is idle for 700 ms
      And the server publishes "two" to "a/b" with QoS 0
      And the application is idle for 700 ms
      And the server publishes "three" to "a/b" with QoS 0
      And the application is idle for 700 ms
      Then the server receives any at least every 1 s

  @ROB-PING-3 @robust @needs.keep_alive_zero @slow
  Rule: With Keep Alive 0 the client stays connected in silence

    Scenario: a client without Keep Alive stays connected
      Given a client connected with Keep Alive 0 s
      When the application is idle for 3 s
      Then the connection stays open
