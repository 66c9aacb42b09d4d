@scripted @profile.mongoose_os @needs.auto_reconnect @needs.backup_server
Feature: Mongoose OS – a second server

  Background:
    Given the application asks for the preset "mongoose_os", or else for:
      | keep_alive_s     | 60        |         |
      | reconnect.mode   | "backoff" | backoff |
      | reconnect.min_ms | 2000      | backoff |
      | reconnect.max_ms | 60000     | backoff |
    And the application asks for:
      | host             | "127.0.0.1"  |
      | backup.host      | "127.0.0.1"  |
      | backup.port      | $port        |
      | backup.client_id | "the_second" |

  @MGOS-RECON-01 @MGOS-RECON-02 @MGOS-RECON-03
  Rule: A second server with settings of its own is used when the first fails

    @slow
    Scenario: Mongoose OS: the first is not there
      Given the application asks for:
        | port | $closed_port |
      When the application connects
      And the application is idle for 5 s
      Then the server receives CONNECT client_id="the_second" keep_alive=60
      And the application is told "connected"

    Scenario: Mongoose OS: the first is there, and is taken
      When the application connects
      Then the next packet that the server receives is CONNECT client_id="cut"
      And the application is told "connected"

  @MGOS-RECON-08 @needs.bench.virtual_time
  Rule: A connection to the second server that holds is kept

    Scenario: Mongoose OS: an hour with the second server
      Given the application asks for:
        | port | $closed_port |
      When the application connects
      And the application is idle for 10 s
      Then the application is told "connected"
      When the application is idle for 60 min
      Then the connection stays open
      And the client connects at most 0 times within 3600 s

  @MGOS-RECON-09 @MGOS-RECON-07 @needs.bench.virtual_time
  Rule: After a loss the second server is found again

    Scenario: Mongoose OS: the second server closes
      Given the application asks for:
        | port | $closed_port |
      When the application connects
      And the application is idle for 10 s
      Then the application is told "connected"
      When the server closes the connection
      And the application is idle for 3 min
      Then the server receives CONNECT client_id="the_second"
      And the application is told "connected"

  @MGOS-RECON-10 @needs.bench.virtual_time
  Rule: While neither server takes the client, both are tried, in turn

    Scenario: Mongoose OS: both refuse
      Given the server answers CONNECT with CONNACK code=3
      When the application connects
      And the application is idle for 30 min
      Then the server receives in order:
        """
        CONNECT client_id="cut"
        CONNECT client_id="the_second"
        CONNECT client_id="cut"
        CONNECT client_id="the_second"
        """
