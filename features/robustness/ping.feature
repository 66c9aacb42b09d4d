@scripted
Feature: Robustness – PINGREQ and PINGRESP

  @ROB-PING-1 @robust @slow
  Rule: A client that gets no PINGRESP closes the Network Connection

    Scenario: within the time that it was given
      Given the application asks for:
        | ping_timeout_ms | 1000 |
      And a client connected with Keep Alive 1 s
      And the server never answers PINGREQ
      When the application is idle for 500 ms
      Then the server receives PINGREQ
      And the client closes the connection within 4 s
      And the application is told "disconnected"

    Scenario: also while messages come
      Given the application asks for:
        | ping_timeout_ms | 1000 |
      And a client connected with Keep Alive 1 s
      And the server never answers PINGREQ
      And the network does throttle 20 B/s to client
      When the server publishes 20 messages to "a/b" with QoS 0
      Then the client closes the connection within 4 s

    @needs.bench.virtual_time
    Scenario: within its own time, where it was given none
      Given a client connected with Keep Alive 10 s
      And the server never answers PINGREQ
      When the application is idle for 5 s
      Then the server receives PINGREQ within 11 s
      And the client closes the connection within 31 s

    @needs.bench.virtual_time
    Scenario: on a link that is dead in both directions
      Given a client connected with Keep Alive 10 s
      And the network does half-open after 1st PINGREQ to server
      When the application is idle for 5 s
      Then the client closes the connection within 31 s
      And the application is told "disconnected"

    @needs.bench.virtual_time @needs.qos1
    Scenario: on a dead link, with messages that nobody acknowledges
      Given a client connected with Keep Alive 10 s
      And the network does half-open after 1st PUBLISH to server
      When the application publishes 3 messages to "a/b" with QoS 1
      Then the client closes the connection within 41 s
      And the application is told "disconnected"

  @ROB-PING-2 @robust
  Rule: A connection on which PINGRESPs come in time is not closed by the client

    @table.packets/pingresp.stay @needs.qos1
    Scenario Outline: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      And the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @slow
    Scenario: a server that sends nothing but PINGRESP
      Given a client connected with Keep Alive 1 s
      When the application is idle for 3 s
      Then the connection stays open

    @slow
    Scenario: a PINGRESP that comes late but in time
      Given the application asks for:
        | ping_timeout_ms | 2000 |
      And a client connected with Keep Alive 1 s
      And the server follows the script:
        """
        on PINGREQ -> delay 1.2 s
        """
      When the application is idle for 4 s
      Then the connection stays open

    @needs.bench.virtual_time
    Scenario: a client that publishes often and hears only PINGRESP
      Given a client connected with Keep Alive 10 s
      When the application publishes "one" to "a/b" with QoS 0
      And the application is idle for 7 s
      And the application publishes "two" to "a/b" with QoS 0
      And the application is idle for 7 s
      And the application publishes "three" to "a/b" with QoS 0
      And the application is idle for 25 s
      Then the connection stays open

    @slow
    Scenario: after a connection that was lost with a PINGREQ unanswered
      Given a client connected with Keep Alive 1 s
      And the server never answers PINGREQ
      When the application is idle for 1500 ms
      Then the server receives PINGREQ
      When the server closes the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the application is told "connected"
      When the application is idle for 3 s
      Then the connection stays open

  @ROB-PING-3 @robust @needs.keep_alive_zero
  Rule: With Keep Alive 0 the client stays connected in silence

    @slow
    Scenario: a client without Keep Alive stays connected
      Given a client connected with Keep Alive 0 s
      When the application is idle for 3 s
      Then the connection stays open
      And the server receives no PINGREQ

    @needs.bench.virtual_time
    Scenario: a client without Keep Alive stays connected for ten minutes
      Given a client connected with Keep Alive 0 s
      When the application is idle for 10 min
      Then the connection stays open
      And the server receives no PINGREQ

  @ROB-PING-4 @should
  Rule: PINGREQs are not sent much more often than the Keep Alive asks for

    @slow
    Scenario: an idle client with Keep Alive 1 s
      Given a client connected with Keep Alive 1 s
      When the application is idle for 1 s
      Then the server receives at most 8 PINGREQ within 2 s

    @needs.bench.virtual_time
    Scenario Outline: an idle client with Keep Alive <keep_alive>
      Given a client connected with Keep Alive <keep_alive>
      When the application is idle for <keep_alive>
      Then the server receives at most 40 PINGREQ within <ten>

      Examples:
        | keep_alive | ten      |
        | 60 s       | 600 s    |
        | 90 s       | 900 s    |
        | 3600 s     | 36000 s  |
        | 65535 s    | 655350 s |
