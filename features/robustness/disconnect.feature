@scripted
Feature: Robustness – disconnection

  @ROB-DISCONNECT-1 @robust
  Rule: A disconnection that the application asks for sends DISCONNECT before the Network Connection ends

    Scenario: an idle client
      Given a client connected
      When the application disconnects
      Then the next packet that the server receives is DISCONNECT
      And the client closes the connection
      And the application is told "disconnected"

    @needs.qos1
    Scenario: a client with messages in flight
      Given a client connected
      And the server never answers PUBLISH
      And the application publishes 3 messages to "a/b" with QoS 1
      And the server receives PUBLISH
      When the application disconnects
      Then the server receives DISCONNECT
      And the client closes the connection

    Scenario: a client that was just given a large message sends it whole before
      Given a client connected
      When the application publishes:
        | topic   | "a/b"                               |
        | payload | {"fill": {"len": 20000, "seed": 7}} |
      And the application disconnects
      Then the server receives in order:
        """
        PUBLISH payload=fill:20000/7
        DISCONNECT
        """

  @ROB-DISCONNECT-2 @robust
  Rule: After a disconnection that the application asked for, the client stays down until it is told to connect, and then connects

    @needs.auto_reconnect
    Scenario: a client that reconnects by itself does not after DISCONNECT
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 100     |
      And a client connected
      When the application disconnects
      Then the server receives DISCONNECT
      And the server receives no CONNECT for 1 s

    @needs.auto_reconnect @needs.bench.virtual_time
    Scenario: nor in five minutes
      Given the application asks for:
        | reconnect.mode | "fixed" |
      And a client connected
      When the application disconnects
      Then the server receives no CONNECT for 5 min

    @needs.auto_reconnect @needs.abort
    Scenario: a client that reconnects by itself does not after it was told to close
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 100     |
      And a client connected
      When the application does abort
      Then the server receives no DISCONNECT
      And the server receives no CONNECT for 1 s

    Scenario: it connects when it is told to, again and again
      Given a client connected
      When the application disconnects
      And the application reconnects with the same options
      Then the application is told "connected"
      When the application disconnects
      And the application reconnects with the same options
      Then the application is told "connected"
      And the server receives CONNECT

    Scenario: a disconnection is told once
      Given a client connected
      When the application disconnects
      Then the application is told "disconnected" exactly 1 time

    Scenario: a disconnection while CONNACK is awaited ends the attempt, and the next one works
      Given the server never answers CONNECT
      And the application connects
      And the server receives CONNECT
      When the application disconnects
      Then the client closes the connection
      When the server follows the standard again
      And the application connects
      Then the application is told "connected"
