# Papers to print
paper-roster = Print the roster
paper-public-list = Print the public list (those who agreed)
paper-household = Print the household’s sheet
paper-situation = Print the situation report
