@scripted @profile.zephyr
Feature: Zephyr – connecting

  Background:
    Given the application asks for the preset "zephyr", or else for:
      | keep_alive_s  | 60    |                     |
      | clean_session | false | clean_session_false |
      | timeout_ms    | 5000  | connect_timeout     |
      | manual_ack    | true  | manual_ack          |

  @ZEPHYR-INIT-05 @ZEPHYR-INIT-07 @ZEPHYR-INIT-08 @ZEPHYR-INIT-09 @ZEPHYR-API-07 @needs.clean_session_false
  Rule: CONNECT is of MQTT 3.1.1 by plain TCP, with Keep Alive 60 s, Clean Session 0, no login

    Scenario: Zephyr: the defaults
      When the application connects
      Then the next packet that the server receives is CONNECT protocol="MQTT" level=4 keep_alive=60 connect_flags=0x00

  @ZEPHYR-INIT-06
  Rule: The Client Identifier is the bytes given, with their length

    Scenario: Zephyr: zephyr_publisher
      Given the application asks for:
        | client_id | "zephyr_publisher" |
      When the application connects
      Then the server receives CONNECT client_id="zephyr_publisher" client_id_length=16

  @ZEPHYR-GEN-02
  Rule: Each client has a protocol version of its own

    @needs.v3.1
    Scenario: Zephyr: MQTT 3.1.0 where it is asked for
      Given the application asks for:
        | protocol | "3.1" |
      When the application connects
      Then the server receives CONNECT protocol="MQIsdp" level=3

    @needs.v3.1 @needs.multi_client
    Scenario: Zephyr: one client of each version at a time
      Given a client connected
      When the application does connect
        """
        {"client": 1, "client_id": "old", "protocol": "3.1"}
        """
      Then the server receives CONNECT client_id="old" protocol="MQIsdp" level=3
      When the application publishes "still there" to "a/b" with QoS 0
      Then the server receives PUBLISH payload="still there"

  @ZEPHYR-CONN-01
  Rule: mqtt_connect makes one connection and sends one CONNECT

    Scenario: Zephyr: one call, one CONNECT
      When the application connects
      Then the server receives exactly 1 CONNECT within 1 s
      And the client connects at most 1 times within 1 s

  @ZEPHYR-CONN-02 @ZEPHYR-CONN-08
  Rule: A connection that fails on MQTT's level is told with its reason and closed

    Scenario Outline: Zephyr: return code <code>
      Given the server answers CONNECT with CONNACK code=<code>
      When the application connects
      Then the application is told "refused" with:
        """
        {"code": <code>}
        """
      And the client closes the connection

      Examples:
        | code |
        | 2    |
        | 4    |

    Scenario: Zephyr: nobody listens
      Given the network does refuse
      When the application connects
      Then the application is told "failed"
      And the application is not told "refused"

  @ZEPHYR-CONN-04
  Rule: Input that is not there yet is waited for without harm

    Scenario: Zephyr: CONNACK byte by byte
      Given the network does slice 1 B every 200 ms to client
      When the application connects
      Then the application is told "connected"

  @ZEPHYR-CONN-05 @needs.session_present @needs.clean_session_false
  Rule: CONNACK is told with Session Present

    Scenario: Zephyr: the second connection finds the Session
      Given a client connected
      When the server closes the connection
      And the application reconnects with the same options
      Then the application is told "connected" with:
        """
        {"session_present": true}
        """

  @ZEPHYR-CONN-06 @needs.connect_timeout @needs.bench.virtual_time
  Rule: CONNACK is waited for 5000 ms

    Scenario: Zephyr: CONNACK after 4.9 s
      Given the server follows the script:
        """
        on CONNECT -> delay 4.9 s
        """
      When the application connects
      And the application is idle for 5 s
      Then the application is told "connected"

    Scenario: Zephyr: CONNACK after 5.1 s
      Given the server follows the script:
        """
        on CONNECT -> delay 5.1 s
        """
      When the application connects
      And the application is idle for 5200 ms
      Then the application is told "failed"
      And the client closes the connection
      And the application is not told "connected"
