@scripted
Feature: Robustness – a server that does not read

  @ROB-STALL-1 @robust
  Rule: A server that does not read does not hang, break or deafen the client

    Scenario: the client goes on receiving
      Given a client connected
      And the application subscribes to "c/d" with QoS 0
      And the network does stall after 1 B to server for 2 s
      When the application publishes:
        | topic   | "a/b"                                 |
        | payload | {"fill": {"len": 200000, "seed": 7}} |
      And the server publishes "heard" to "c/d" with QoS 0
      Then the application receives "heard" on "c/d"

    Scenario: it takes commands, and sends what it was given when the server reads again
      Given a client connected
      And the network does stall after 1 B to server for 1 s
      When the application publishes:
        | topic   | "a/b"                                 |
        | payload | {"fill": {"len": 200000, "seed": 7}} |
      And the application publishes "after" to "a/b" with QoS 0
      And the application is idle for 1500 ms
      Then the server receives in order:
        """
        PUBLISH payload=fill:200000/7
        PUBLISH payload="after"
        """

    @needs.bench.virtual_time
    Scenario: after a stall of a minute the stream goes on, or the client has closed
      Given a client connected with Keep Alive 10 s
      And the network does stall after 1 B to server for 60 s
      When the application publishes:
        | topic   | "a/b"                                 |
        | payload | {"fill": {"len": 200000, "seed": 7}} |
      And the application is idle for 90 s
      Then the application is told one of:
        """
        sent
        disconnected
        """

    @needs.qos1
    Scenario: the application can disconnect meanwhile
      Given a client connected
      And the network does stall after 1 B to server for 30 s
      And the application publishes:
        | topic   | "a/b"                                 |
        | payload | {"fill": {"len": 200000, "seed": 7}} |
      When the application disconnects
      Then the application is told "disconnected"

    @needs.abort
    Scenario: the application can close the Network Connection meanwhile
      Given a client connected
      And the network does stall after 1 B to server for 30 s
      And the application publishes:
        | topic   | "a/b"                                 |
        | payload | {"fill": {"len": 200000, "seed": 7}} |
      When the application does abort
      Then the application is told "disconnected"

    @needs.bench.virtual_time
    Scenario: a PINGREQ that falls into a stall is sent after it
      Given the application asks for:
        | ping_timeout_ms | 20000 |
      And a client connected with Keep Alive 10 s
      And the network does stall after 1 B to server for 12 s
      When the application publishes:
        | topic   | "a/b"                                 |
        | payload | {"fill": {"len": 200000, "seed": 7}} |
      And the application is idle for 60 s
      Then the server receives PINGREQ
      And the connection stays open

    @needs.bench.virtual_time
    Scenario: a server that never reads again is left
      Given a client connected with Keep Alive 10 s
      And the network does stall after 1 B to server for 3600 s
      When the application publishes:
        | topic   | "a/b"                                 |
        | payload | {"fill": {"len": 200000, "seed": 7}} |
      And the application is idle for 2 min
      Then the application is told "disconnected"
