@scripted
Feature: 3.2.2 CONNACK – Session Present

  @MQTT-3.2.2-1 @must @needs.session_present
  Rule: After Clean Session 1 there is no Session Present

    Scenario: a client that is told of one closes the connection, or says what it was told
      Given the server answers CONNECT with CONNACK session_present=1
      When the application connects
      Then the application is told one of:
        """
        failed
        refused
        connected {"session_present": true}
        """

    Scenario: a client that is told of none says so
      When the application connects
      Then the application is told "connected" with:
        """
        {"session_present": false}
        """

  @MQTT-3.2.2-4 @must
  Rule: With a return code other than 0 there is no Session Present

    Scenario Outline: return code <code> with Session Present is no connection
      Given the server answers CONNECT with CONNACK session_present=1 code=<code>
      When the application connects
      Then the application is told one of:
        """
        failed
        refused
        """
      And the application is not told "connected"

      Examples:
        | code |
        | 1    |
        | 5    |
